import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { corpusFolder, scoreFolder } from '../../mail/score.ts'

const missing = !existsSync(join(corpusFolder, 'index.jsonl'))
if (missing) console.warn('SKIPPED: the mail corpus is not beside the repository.')

// The one skip that CI allows, by this name: real mail that we may read and not hand on.
describe.skipIf(missing)('the mail corpus', () => {
  test('is read above every bar', async () => {
    const { misses, table } = await scoreFolder(corpusFolder)
    expect(misses, table).toEqual([])
  })
})
