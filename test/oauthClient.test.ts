import { describe, expect, test } from 'vitest'
import { type Answers, type Field, fieldOf, findingsOf, warningsOf } from '../src/rules/questionnaire.ts'

const codes = (id: string, value: string | string[], answers: Answers = {}) =>
  findingsOf(fieldOf(id) as Field, {
    answers: { ...answers, [id]: value },
    brands: ['Northfield', 'Blue Cross'],
  }).map(({ code }) => code)

describe('the OAuth client (DOMAIN 1.3)', () => {
  const cases: [string, string | string[], Answers, string[]][] = [
    ['client_type', 'confidential', { platforms: ['web'] }, []],
    ['client_type', 'confidential', { platforms: ['web', 'spa'] }, []],
    ['client_type', 'confidential', { platforms: ['ios', 'backend'] }, []],
    ['client_type', 'confidential', { platforms: ['spa'] }, ['public_only']],
    ['client_type', 'confidential', { platforms: ['ios', 'android', 'desktop'] }, ['public_only']],
    ['client_type', 'confidential', { platforms: ['spa'], bff: 'yes' }, []],
    ['client_type', 'public', { platforms: ['spa'] }, []],
    ['token_endpoint_auth_method', 'none', { client_type: 'public' }, []],
    ['token_endpoint_auth_method', 'client_secret_basic', { client_type: 'public' }, ['public_is_none']],
    ['token_endpoint_auth_method', 'none', { client_type: 'confidential' }, ['confidential_needs_secret']],
    ['token_endpoint_auth_method', 'private_key_jwt', { client_type: 'confidential' }, []],
    ['token_endpoint_auth_method', 'tls_client_auth', { client_type: 'confidential' }, ['choice']],
    ['grant_types', ['authorization_code'], {}, []],
    ['grant_types', ['authorization_code', 'refresh_token'], {}, []],
    ['grant_types', ['refresh_token'], {}, ['refresh_alone']],
    ['grant_types', ['client_credentials'], {}, ['client_credentials']],
    ['grant_types', ['implicit'], {}, ['choice']],
    ['grant_types', ['password'], {}, ['choice']],
    ['jwks_uri', 'http://keys.example/jwks', {}, ['https_required']],
    ['jwks_uri', 'https://keys.example/jwks', {}, []],
    ['cors_origins', ['https://app.example'], {}, []],
    ['cors_origins', ['https://app.example:8443'], {}, []],
    ['cors_origins', ['https://app.example/'], {}, ['origin_only']],
    ['cors_origins', ['https://app.example/x'], {}, ['origin_only']],
    ['cors_origins', ['http://app.example'], {}, ['https_required']],
    ['cors_origins', ['*'], {}, ['https_required']],
    ['cors_origins', ['https://*.app.example'], {}, ['https_required']],
    ['cors_origins', ['null'], {}, ['https_required']],
    ['cors_origins', ['https://a.example', 'https://a.example'], {}, ['duplicate']],
    ['redirect_uris', [], { grant_types: ['authorization_code'] }, ['required']],
    ['redirect_uris', [], { grant_types: ['refresh_token'] }, []],
  ]
  test.for(cases)('%s = %j with %j: %j', ([id, value, answers, expected]) => {
    expect(codes(id, value, answers)).toEqual(expected)
  })

  test('no PKCE, a wildcard scope and tokens in a browser are kept, and looked at', () => {
    const warned = (id: string, value: string | string[]) =>
      warningsOf(fieldOf(id) as Field, { answers: { [id]: value }, brands: [] }).map(({ code }) => code)
    expect(codes('pkce_s256', 'no')).toEqual([])
    expect(warned('pkce_s256', 'no')).toEqual(['pkce'])
    expect(warned('scopes', ['patient/*.read'])).toEqual(['wildcard'])
    expect(warned('tech_token_storage_where', ['browser'])).toEqual(['browser_storage'])
  })
})

describe('the name of an app (DOMAIN 1.2)', () => {
  test.for([
    'Harbor Companion',
    'Élan Santé',
    '7 Steps',
    "Ada's & Bo's: Care+!",
    'Здоровье',
    '健康アプリ',
    'H',
  ])('%s passes', (name) => expect(codes('app_name', name)).toEqual([]))
  const bad: [string, string][] = [
    ['Hаrbor', 'mixed_scripts'],
    ['Αpple Health', 'mixed_scripts'],
    ['Harbor\u200bCompanion', 'control'],
    ['Harbor\u202eCompanion', 'control'],
    ['Harbor/Companion', 'character'],
    ['Harbor™', 'character'],
    ['Harbor 😀', 'character'],
    ['!!!', 'no_letter'],
    ['Northfield Helper', 'brand'],
    ['NORTH-FIELD pay', 'brand'],
    ['My Blue Cross', 'brand'],
    ['BlueCross', 'brand'],
    ['B l u e C r o s s', 'brand'],
    ['Blüe Cröss', 'brand'],
  ]
  test.for(bad)('%s: %s', ([name, code]) => expect(codes('app_name', name)).toEqual([code]))
})
