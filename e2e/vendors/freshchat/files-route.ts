import type { Request, Response } from 'express'
import type { Account } from './account.ts'
import { linkTo } from './stored-files.ts'

/** Signed links: whoever has one may fetch, without the token, until it has expired (contract 5.10). */
export function serveFile(account: Account, request: Request, response: Response): void {
  const file = account.state.files.find((one) => one.hash === request.params.hash)
  const signed = file && new URL(linkTo(account, file)).searchParams.get('signature') === request.query.signature
  if (!file || !signed || account.faults.take('expiredFile', `GET ${request.path}`)) {
    response
      .status(403)
      .type('application/xml')
      .send('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
    return
  }
  response.type(file.type || 'application/octet-stream').send(Buffer.from(file.bytes, 'base64'))
}
