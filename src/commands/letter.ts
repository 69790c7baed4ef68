// Any letter with the demonstration's data, to be read before it is ever sent.
import { sampleFrame, samples } from '../../views/letters/samples.ts'
import { writeLetter } from '../../views/letters/write.ts'

const usage = `Usage: npm run -s letter -- [NAME] [--html]
Prints one letter as text or HTML, or, without NAME, the list of letters.`

const letterKinds = Object.keys(samples) as (keyof typeof samples)[]
const words = process.argv.slice(2)
const html = words.includes('--html')
const names = words.filter((word) => word !== '--html')
const kind = letterKinds.find((each) => each === names[0])

if (names.length > 1 || names[0]?.startsWith('-') || (names[0] && !kind)) {
  console.error(names[0] && !names[0].startsWith('-') ? `There is no letter "${names[0]}".\n${usage}` : usage)
  process.exitCode = 2
} else if (kind) {
  const letter = writeLetter(samples[kind], sampleFrame)
  console.log(html ? letter.html : `Subject: ${letter.subject}\n\n${letter.text}`)
} else {
  for (const each of letterKinds)
    console.log(`${each.padEnd(20)}${writeLetter(samples[each], sampleFrame).subject}`)
}
