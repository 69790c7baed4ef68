import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { decodeWords } from 'postal-mime'

/** A letter that went through the embedded mail server, as the /dev/mail page lists it. */
export type DevLetter = {
  id: string
  at: Date
  from: string
  to: string
  subject: string
  direction: 'received' | 'sent'
  raw(): Uint8Array
}

export type Store = ReturnType<typeof openStore>

/**
 * The letters of the embedded mail servers as .eml files: `imap/<folder>` is the mailbox, `sent` what
 * went to anybody else. A file's name begins with the time it came and stays with it when it moves.
 */
export function openStore(dir: string) {
  const places = { imap: join(dir, 'imap'), sent: join(dir, 'sent'), tmp: join(dir, 'tmp') }
  rmSync(places.tmp, { recursive: true, force: true })
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true })
  const folderDir = (folder: string) => join(places.imap, dirName(folder))
  const write = (place: string, raw: Uint8Array) => {
    mkdirSync(place, { recursive: true })
    return writeDurably(
      join(place, `${nextInstant()}-${randomBytes(4).toString('hex')}.eml`),
      raw,
      places.tmp,
    )
  }
  return {
    writeSent: (raw: Uint8Array) => write(places.sent, raw),
    writeTo: (folder: string, raw: Uint8Array) => write(folderDir(folder), raw),
    moveTo(folder: string, file: string): string {
      const moved = join(folderDir(folder), basename(file))
      mkdirSync(dirname(moved), { recursive: true })
      renameSync(file, moved)
      return moved
    },
    folders: () => readdirSync(places.imap).map(decodeURIComponent),
    filesIn: (folder: string) => lettersIn(folderDir(folder)),
    letters: (): DevLetter[] => {
      const folders = [places.sent, ...readdirSync(places.imap).map((name) => join(places.imap, name))]
      const find = (id: string) => folders.map((folder) => join(folder, id)).find(existsSync)
      const letters = folders.flatMap(lettersIn).map((file) => letterOf(file, places.sent, find))
      return letters.sort((a, b) => a.at.getTime() - b.at.getTime())
    },
  }
}

/** When a letter came, as its file's name says. */
export const cameAt = (file: string) => new Date(Number.parseInt(basename(file), 10))

let lastInstant = 0

/** Milliseconds that never repeat, so that names sort in the order of arrival. */
function nextInstant(): number {
  lastInstant = Math.max(lastInstant + 1, Date.now())
  return lastInstant
}

/** A file appears under its name only when all of it is on disk. */
function writeDurably(file: string, raw: Uint8Array, tmp: string): string {
  const unfinished = join(tmp, basename(file))
  const descriptor = openSync(unfinished, 'wx')
  try {
    for (let written = 0; written < raw.length; ) written += writeSync(descriptor, raw, written)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(unfinished, file)
  return file
}

/** Keeps any folder name inside its parent, dots included. */
const dirName = (folder: string) => encodeURIComponent(folder).replaceAll('.', '%2E')

function lettersIn(place: string): string[] {
  if (!existsSync(place)) return []
  const names = readdirSync(place).filter((name) => /^\d+-[0-9a-f]+\.eml$/.test(name))
  return names.sort().map((name) => join(place, name))
}

function letterOf(file: string, sent: string, find: (name: string) => string | undefined): DevLetter {
  const head = headOf(file)
  return {
    id: basename(file, '.eml'),
    at: cameAt(file),
    from: headerIn(head, 'From'),
    to: headerIn(head, 'Delivered-To'),
    subject: headerIn(head, 'Subject'),
    direction: dirname(file) === sent ? 'sent' : 'received',
    raw: () => readFileSync(find(basename(file)) ?? file), // it may have moved since it was listed
  }
}

const headBytes = 64 * 1024

function headOf(file: string): string {
  const descriptor = openSync(file, 'r')
  try {
    const head = Buffer.alloc(headBytes)
    return head.toString('utf8', 0, readSync(descriptor, head, 0, headBytes, 0)).split(/\r?\n\r?\n/, 1)[0]!
  } finally {
    closeSync(descriptor)
  }
}

function headerIn(head: string, name: string): string {
  const [, value = ''] = head.match(new RegExp(`^${name}:(.*(?:\\r?\\n[ \\t].*)*)`, 'im')) ?? []
  return decodeWords(value.replace(/\r?\n/g, '')).trim()
}
