// The name that members see (DOMAIN 1.2): nothing in it may pass for somebody else.
import type { Found } from './field.ts'

/** Scripts that are written together count as one (UTS 39, section 5.1). */
const scripts: readonly (readonly [string, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Bengali', /\p{Script=Bengali}/u],
  ['Tamil', /\p{Script=Tamil}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Hangul', /\p{Script=Hangul}/u],
  ['Japanese or Chinese', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u],
]

const wrong = (code: string, message: string): Found[] => [{ code, message }]

/** What is wrong with the name of an app; at most one finding. */
export function appNameProblems(name: string, brands: readonly string[]): Found[] {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(name))
    return wrong(
      'control',
      'Remove the invisible characters from the name. They often come with pasted text.',
    )
  const strange = [...name].find((sign) => !/[\p{L}\p{M}\p{Nd} \-.'&+:!]/u.test(sign))
  if (strange)
    return wrong(
      'character',
      `Remove “${strange}” from the name: letters, digits, spaces and - . ' & + : ! are allowed`,
    )
  if (!/[\p{L}\p{Nd}]/u.test(name))
    return wrong('no_letter', 'Write a name with at least one letter or digit')
  const mixed = scriptsOf(name)
  if (mixed.length > 1)
    return wrong('mixed_scripts', `Write the name in the letters of one script (now ${mixed.join(' and ')})`)
  const brand = brands.find((each) => folded(name).includes(folded(each)))
  return brand
    ? wrong('brand', `The name may not contain “${brand}”: members would take the app for ours`)
    : []
}

function scriptsOf(name: string): string[] {
  const letters = [...name].filter((sign) => /\p{L}/u.test(sign))
  const named = letters.map(
    (letter) => scripts.find(([, script]) => script.test(letter))?.[0] ?? 'another script',
  )
  return [...new Set(named)]
}

/** Without case, accents and whatever stands between the letters. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]/gu, '')
}

/** The names no app may carry: the payer's, and the association's that its members know. */
export function brandsOf(payerName: string): string[] {
  return [payerName, 'Blue Cross'].filter((each) => folded(each) !== '')
}
