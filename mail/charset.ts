// Bytes to text once, whatever a mail calls its encoding; what it does not call rightly is looked at.
import iconv from 'iconv-lite'

/** Labels that no standard knows, or that mean "I do not know": the bytes themselves are asked. */
const unsaid =
  /^(unknown|x-unknown|unknown-8bit|x-unknown-8bit|binary|default|none|us-ascii|ascii|ansi_x3\.4-1968|8bit)$/

/** Names that senders use and neither the Encoding Standard nor iconv-lite knows. */
const alias: Record<string, string> = {
  cp65001: 'utf-8',
  utf8mb4: 'utf-8',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp932: 'shift_jis',
  'x-mac-japanese': 'shift_jis',
  'iso-8859-8-i': 'iso-8859-8',
  'x-gbk': 'gbk',
  'ks_c_5601-1987': 'euc-kr',
  macroman: 'macintosh',
}

/** The text of a part's bytes; it always answers, at worst with windows-1252, which every byte is. */
export function decodeText(bytes: Uint8Array, label = ''): string {
  const wanted = label
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '')
  const name = Object.hasOwn(alias, wanted) ? alias[wanted]! : wanted
  if (name === '' || unsaid.test(name)) return guessed(bytes)
  if (name === 'utf-8' || name === 'utf8') return utf8(bytes) ?? western(bytes)
  if (name === 'utf-7' || name === 'unicode-1-1-utf-7') return iconv.decode(Buffer.from(bytes), 'utf-7')
  if (name === 'hz-gb-2312') return shifted(bytes, 'gbk', tildes)
  if (name === 'iso-2022-kr') return shifted(bytes, 'euc-kr', shifts)
  return (
    standard(bytes, name) ??
    (iconv.encodingExists(name) ? iconv.decode(Buffer.from(bytes), name) : guessed(bytes))
  )
}

function standard(bytes: Uint8Array, name: string): string | null {
  try {
    const decoder = new TextDecoder(name)
    return decoder.encoding === 'windows-1252' ? windows1252(bytes) : decoder.decode(bytes)
  } catch {
    return null // no such label: RangeError
  }
}

/** Node 20 decodes it as ISO-8859-1, without the dashes, quotation marks and the euro of 0x80-0x9F. */
export function windows1252(bytes: Uint8Array): string {
  return iconv.decode(Buffer.from(bytes), 'windows-1252')
}

function guessed(bytes: Uint8Array): string {
  if (['\u001b$@', '\u001b$B'].some((mark) => Buffer.from(bytes.subarray(0, 10_000)).includes(mark)))
    return new TextDecoder('iso-2022-jp').decode(bytes)
  return utf8(bytes) ?? western(bytes)
}

export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null // not valid UTF-8: TypeError
  }
}

function western(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes)
  const broken = text.split('\ufffd').length - 1
  // One broken character in a long text is damage, not another encoding.
  const mostlyFine = broken * 20 < (text.match(/[^\0-\x7f\ufffd]/g) ?? []).length
  return mostlyFine ? text : windows1252(bytes)
}

type Shift = (bytes: Uint8Array, at: number, high: boolean) => { high: boolean; skip: number } | null

/** RFC 1843: "~{" opens and "~}" closes what is written in two bytes. */
const tildes: Shift = (bytes, at, high) => {
  if (bytes[at] !== 0x7e) return null
  if (bytes[at + 1] === 0x7b) return { high: true, skip: 2 }
  if (bytes[at + 1] === 0x7d) return { high: false, skip: 2 }
  return bytes[at + 1] === 0x0a ? { high, skip: 2 } : null
}

/** RFC 1557: shift out and shift in, after a designation that says nothing more. */
const shifts: Shift = (bytes, at, high) => {
  if (bytes[at] === 0x0e) return { high: true, skip: 1 }
  if (bytes[at] === 0x0f) return { high: false, skip: 1 }
  return bytes[at] === 0x1b && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 ? { high, skip: 4 } : null
}

/** Seven-bit encodings that shift: the same bytes with the high bit set are an encoding that is known. */
function shifted(bytes: Uint8Array, encoding: string, shift: Shift): string {
  const plain: number[] = []
  let high = false
  for (let at = 0; at < bytes.length; ) {
    const change = shift(bytes, at, high)
    if (change) {
      high = change.high
      at += change.skip
    } else {
      const byte = bytes[at++]!
      plain.push(high && byte > 0x20 ? byte | 0x80 : byte)
    }
  }
  return new TextDecoder(encoding).decode(Uint8Array.from(plain))
}
