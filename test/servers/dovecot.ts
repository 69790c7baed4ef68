import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { alive, dovecotPath, freePort, until } from './ports.ts'

const run = promisify(execFile)
const nobody = 65534

export type Dovecot = Awaited<ReturnType<typeof startDovecot>>

/** A private Dovecot with the mailbox cms@cms.example (plus addresses too), fed by LMTP (RFC 2033). */
export async function startDovecot() {
  const binary = dovecotPath()
  if (!binary) throw new Error('dovecot is not installed')
  const dir = mkdtempSync(join(tmpdir(), 'dovecot-'))
  const [imapPort, lmtpPort] = [await freePort(), await freePort()]
  const conf = join(dir, 'dovecot.conf')
  prepare(dir, conf, imapPort, lmtpPort)
  const doveadm = async (...args: string[]) =>
    (await run(join(dirname(dirname(binary)), 'bin/doveadm'), ['-c', conf, ...args])).stdout
  const start = async () => {
    const [code] = await once(spawn(binary, ['-c', conf], { stdio: 'ignore' }), 'exit') // it forks; a pipe would stay open
    if (code !== 0)
      throw new Error(`dovecot did not start:\n${readFileSync(join(dir, 'log/dovecot.log'), 'utf8')}`)
    await until(() => greets(imapPort), 'dovecot greets')
  }
  const imapPids = async () =>
    [...(await doveadm('who', '-1').catch(() => '')).matchAll(/imap\s+(\d+)\s/g)].map(([, pid]) =>
      Number(pid),
    )
  const killImap = async (pids?: number[]) => {
    pids ??= await imapPids()
    for (const pid of pids.filter(alive)) process.kill(pid, 'SIGKILL')
    await until(() => !pids.some(alive), 'the imap processes are gone')
  }
  const halt = async () => {
    const master = Number(readFileSync(join(dir, 'run/master.pid'), 'utf8'))
    const sessions = await imapPids() // they would outlive their master
    process.kill(master, 'SIGTERM')
    await killImap(sessions)
    await until(() => !alive(master), 'dovecot ends')
  }
  await start()
  return {
    imapUrl: `imap://cms:secret@127.0.0.1:${imapPort}/INBOX`,
    doveadm,
    deliver: (raw: string | Uint8Array, envelope: { from: string; to: string }) =>
      deliver(lmtpPort, Buffer.from(raw), envelope),
    /** Kept: the same UIDs under a new value. Renumbered: everything anew, and the value may fall. */
    async changeUidValidity(uids: 'kept' | 'renumbered') {
      if (uids === 'kept')
        return void (await doveadm(
          'mailbox',
          'update',
          '-u',
          'cms',
          '--uid-validity',
          nextValidity(),
          'INBOX',
        ))
      await killImap()
      const maildir = join(dir, 'mail/cms')
      for (const name of readdirSync(maildir))
        if (/^dovecot(\.index|-uid)/.test(name)) rmSync(join(maildir, name))
    },
    halt,
    start,
    async restart() {
      await halt()
      await start()
    },
    killImap: () => killImap(),
    /** The mails of a folder as they lie on disk, in the order of their names. */
    messages(folder: string): Buffer[] {
      const maildir = join(dir, 'mail/cms', folder === 'INBOX' ? '' : `.${folder}`)
      const files = ['new', 'cur'].flatMap((part) => filesIn(join(maildir, part)))
      return files.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ path }) => contentOf(path))
    },
    async stop() {
      await halt()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

let validity = 2_000_000_000
const nextValidity = () => String(++validity)

/** Nothing for a file that was moved since it was listed. */
function contentOf(path: string): Buffer[] {
  try {
    return [readFileSync(path)]
  } catch {
    return []
  }
}

function filesIn(dir: string): { name: string; path: string }[] {
  try {
    return readdirSync(dir).map((name) => ({ name, path: join(dir, name) }))
  } catch {
    return []
  }
}

function prepare(dir: string, conf: string, imapPort: number, lmtpPort: number) {
  chmodSync(dir, 0o755)
  for (const part of ['run', 'state', 'log', 'mail']) mkdirSync(join(dir, part))
  const root = process.getuid?.() === 0
  if (root) chownSync(join(dir, 'mail'), nobody, nobody)
  const { uid, gid, username } = root ? { uid: nobody, gid: nobody, username: '' } : userInfo()
  writeFileSync(conf, configuration(dir, { imapPort, lmtpPort, uid, gid, username }))
}

type Place = { imapPort: number; lmtpPort: number; uid: number; gid: number; username: string }

/** Dovecot wants every brace on a line of its own. */
function configuration(dir: string, { imapPort, lmtpPort, uid, gid, username }: Place): string {
  const unprivileged = `default_login_user = ${username}
default_internal_user = ${username}
default_internal_group =
service anvil {
  chroot =
}
service imap-login {
  chroot =
}
`
  return `${username ? unprivileged : ''}base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log/dovecot.log
instance_name = cms-test-${imapPort}
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${dir}/mail/%n
mail_fsync = never
mail_save_crlf = yes
mail_uid = ${uid}
mail_gid = ${gid}
first_valid_uid = 1
first_valid_gid = 1
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
mail_max_userip_connections = 200
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${dir}/mail/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
`
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (greeted: boolean) => {
      socket.destroy()
      resolve(greeted)
    }
    socket.once('data', () => answer(true)).once('error', () => answer(false))
  })
}

async function deliver(port: number, raw: Buffer, { from, to }: { from: string; to: string }) {
  const socket = connect(port, '127.0.0.1')
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
  const say = async (line: string | Buffer | null, expected: string) => {
    if (line !== null) socket.write(line)
    for (;;) {
      const { value = '', done } = await replies.next()
      if (done || (!value.startsWith(expected) && value[3] !== '-')) throw new Error(`LMTP said: ${value}`)
      if (value[3] !== '-') return
    }
  }
  await say(null, '220')
  await say('LHLO test.example\r\n', '250')
  await say(`MAIL FROM:<${from}>\r\n`, '250')
  await say(`RCPT TO:<${to}>\r\n`, '250')
  await say('DATA\r\n', '354')
  const text = raw.toString('latin1').replace(/^\./gm, '..')
  await say(Buffer.from(`${text}${text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1'), '250')
  socket.end('QUIT\r\n')
}
