// The files inside Outlook's winmail.dat (MS-OXTNEF 2.1), named and measured; nothing in it is opened further.
import { decodeText } from './charset.ts'

export type TnefFile = { name: string; type: string; size: number }

const signature = 0x223e9f78
const most = { attributes: 20_000, files: 100, properties: 5_000 }
/** MS-OXTNEF 2.1.3.3: the low half of an attribute's id. */
const attribute = {
  title: 0x8010,
  data: 0x800f,
  begins: 0x9002,
  attachment: 0x9005,
  message: 0x9003,
  codePage: 0x9007,
}
/** MS-OXPROPS: what a property is called. */
const property = {
  ...{ longName: 0x3707, name: 0x3704, displayName: 0x3001, data: 0x3701, mimeType: 0x370e },
  ...{ rtf: 0x1009, html: 0x1013 },
}

type Open = TnefFile & { titled: string }

/** Reads as far as the bytes make sense; what is broken or too much ends the list, never the mail. */
export function tnefFiles(bytes: Uint8Array): TnefFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 6 || view.getUint32(0, true) !== signature) return []
  const files: Open[] = []
  const bodies: TnefFile[] = []
  let codePage = ''
  for (const { id, from, to } of attributes(view)) {
    const file = files.at(-1)
    if (id === attribute.codePage && to - from >= 4) codePage = `cp${view.getUint32(from, true)}`
    if (id === attribute.begins && files.length < most.files)
      files.push({ name: '', titled: '', type: '', size: 0 })
    if (id === attribute.message) bodies.push(...bodiesIn(properties(view, from, to)))
    if (!file) continue
    if (id === attribute.title) file.titled = textOf(bytes.subarray(from, to), codePage)
    if (id === attribute.data) file.size = to - from
    if (id === attribute.attachment) describe(file, bytes, properties(view, from, to), codePage)
  }
  return [...files.map(({ titled, ...file }) => ({ ...file, name: file.name || titled })), ...bodies]
}

/** Level, id, length, data, checksum (MS-OXTNEF 2.1.3.1). */
function* attributes(view: DataView) {
  let at = 6
  for (let count = 0; count < most.attributes && at + 11 <= view.byteLength; count++) {
    const [level, id, length] = [
      view.getUint8(at),
      view.getUint32(at + 1, true),
      view.getUint32(at + 5, true),
    ]
    const from = at + 9
    if ((level !== 1 && level !== 2) || from + length > view.byteLength) return
    yield { id: id & 0xffff, from, to: from + length }
    at = from + length + 2
  }
}

type Property = { id: number; type: number; from: number; to: number }
const fixed: Record<number, number> = {
  ...{ 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 },
}
const variable = [0x0d, 0x1e, 0x1f, 0x102]

/** The properties of a message or attachment, the first value of each (MS-OXTNEF 2.1.3.4). */
function properties(view: DataView, start: number, end: number): Property[] {
  const found: Property[] = []
  const number = (at: number) => (at + 4 <= end ? view.getUint32(at, true) : Number.NaN)
  const padded = (length: number) => length + ((4 - (length % 4)) % 4)
  let at = start + 4
  for (let left = Math.min(number(start) || 0, most.properties); left > 0 && at + 8 <= end; left--) {
    const [type, id] = [view.getUint16(at, true) & 0xfff, view.getUint16(at + 2, true)]
    const many = (view.getUint16(at, true) & 0x1000) !== 0
    at += 4
    if (id >= 0x8000) at += 20 + (number(at + 16) === 1 ? padded(number(at + 20)) + 4 : 4)
    const sized = variable.includes(type)
    const values = sized || many ? number(at) : 1
    if (sized || many) at += 4
    if (!(values <= most.properties) || (!sized && fixed[type] === undefined)) return found
    for (let value = 0; value < values; value++) {
      const length = sized ? number(at) : fixed[type]!
      if (sized) at += 4
      if (!(at + length <= end)) return found
      if (value === 0) found.push({ id, type, from: at, to: at + length })
      at += padded(length)
    }
  }
  return found
}

function describe(file: Open, bytes: Uint8Array, found: Property[], codePage: string) {
  const text = (id: number) => {
    const one = found.find((each) => each.id === id && (each.type === 0x1e || each.type === 0x1f))
    if (!one) return ''
    return textOf(bytes.subarray(one.from, one.to), one.type === 0x1f ? 'utf-16le' : codePage)
  }
  file.name = text(property.longName) || text(property.name) || file.titled || text(property.displayName)
  file.type = text(property.mimeType)
  const data = found.find(({ id }) => id === property.data)
  // An object's data begin with the id of what it is; a title's attribute has said the size of any other.
  if (data && file.size === 0) file.size = Math.max(data.to - data.from - (data.type === 0x0d ? 16 : 0), 0)
}

function bodiesIn(found: Property[]): TnefFile[] {
  const size = (id: number) =>
    found.filter((one) => one.id === id && one.type === 0x102).map(({ from, to }) => to - from)
  return [
    ...size(property.rtf).map((bytes) => ({ name: 'body.rtf', type: 'text/rtf', size: bytes })),
    ...size(property.html).map((bytes) => ({ name: 'body.html', type: 'text/html', size: bytes })),
  ]
}

function textOf(bytes: Uint8Array, label: string): string {
  const text = label === 'utf-16le' ? new TextDecoder(label).decode(bytes) : decodeText(bytes, label)
  return text.replace(/\0[\s\S]*$/, '').trim()
}
