// A picture made of numbers: the logo of the made-up apps.
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { fileAnswer } from '../src/rules/files.ts'

const side = 96

/** A PNG (RFC 2083) of a light disc on a dark ground. */
export const logoBytes: Uint8Array = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  chunk('IHDR', Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 2, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, (_, y) => row(y))))),
  chunk('IEND', Buffer.alloc(0)),
])

export const logoHash = createHash('sha256').update(logoBytes).digest('hex')

/** The logo as it stands among the answers. */
export const logoAnswer = fileAnswer({
  kind: 'png',
  size: logoBytes.byteLength,
  sha256: logoHash,
  name: 'logo.png',
})

function row(y: number): Buffer {
  const middle = side / 2
  const pixels = Array.from({ length: side }, (_, x) => {
    const inside = (x - middle) ** 2 + (y - middle) ** 2 < (side / 3) ** 2
    return inside ? [247, 252, 252] : [11, 92, 110]
  })
  return Buffer.from([0, ...pixels.flat()])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
