// The looks of a letter, and the table that mail programs need for every box.
import type { Child, FC } from 'hono/jsx'

export const face = 'Arial,Helvetica,sans-serif'
const ink = '#1c2a33'
const soft = '#45555f'
export const accent = '#0b5566'
const breaks = 'overflow-wrap:anywhere;word-break:break-word;'
export const body = `font:16px/1.5 ${face};color:${ink};${breaks}`
export const small = `font:14px/1.5 ${face};color:${soft};${breaks}`
export const cell = 'padding:10px 12px 10px 0;border-top:1px solid #d5dde2;'

export const Table: FC<{ class?: string; style: string; children?: Child }> = ({
  style,
  children,
  ...rest
}) => (
  <table
    {...rest}
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border={0}
    style={`width:100%;${style}`}
  >
    {children}
  </table>
)
