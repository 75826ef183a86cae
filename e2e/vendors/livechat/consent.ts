import type { Request, Response } from 'express'
import type { Account } from './account.ts'
import { newToken } from './identity.ts'
import { oauthError } from './oauth-errors.ts'
import type { Agent, App, Code } from './records.ts'
import { administratorScopes } from './scopes.ts'

/** A code lives for minutes (contract 1.4). */
const codeLife = 10 * 60_000

type Asked = { app: App; redirectUri: string; state: string | null; challenge: Code['challenge'] }

/** Reads an authorize query; `wrong` says in the vendor's words why nobody is asked. */
export function askedBy(account: Account, query: URLSearchParams): Asked | { wrong: string } {
  const app = account.app(query.get('client_id') ?? '')
  if (!app) return { wrong: 'client_id_not_found' }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (app.redirectUris.length === 0) return { wrong: 'redirect_uri_not_set' }
  if (!app.redirectUris.some((registered) => isRegistered(registered, redirectUri)))
    return { wrong: 'invalid_redirect_uri' }
  if (query.get('response_type') !== 'code') return { wrong: 'unsupported_response_type' }
  const method = query.get('code_challenge_method') ?? 'plain'
  const value = query.get('code_challenge')
  if (value !== null && method !== 'plain' && method.toLowerCase() !== 's256') return { wrong: 'code_challenge_method' }
  return {
    app,
    redirectUri,
    state: query.get('state'),
    challenge: value === null ? null : { method: method.toLowerCase(), value },
  }
}

/** Scheme, host and port exactly; the registered path begins the asked one; no query, no fragment (contract 1.4). */
function isRegistered(registered: string, asked: string): boolean {
  if (!URL.canParse(registered) || !URL.canParse(asked) || /[?#]/.test(asked)) return false
  const one = new URL(registered)
  const other = new URL(asked)
  const folder = one.pathname.replace(/\/$/, '')
  const below = other.pathname === one.pathname || other.pathname === folder || other.pathname.startsWith(`${folder}/`)
  return one.protocol === other.protocol && one.host === other.host && below
}

/** Where the browser goes once somebody decided. */
export function decide(account: Account, asked: Asked, agent: Agent, deny: boolean): string {
  const back = new URL(asked.redirectUri)
  if (asked.state !== null) back.searchParams.set('state', asked.state)
  const beyond = asked.app.scopes.some((scope) => administratorScopes.includes(scope)) && agent.role === 'normal'
  if (deny || beyond) {
    back.searchParams.set('error', 'access_denied')
    return back.href
  }
  const code: Code = {
    code: newToken(account.region),
    clientId: asked.app.clientId,
    agent: agent.id,
    redirectUri: asked.redirectUri,
    challenge: asked.challenge,
    expires: account.clock.now() + codeLife,
    used: false,
  }
  account.state.codes.push(code)
  account.onChange()
  back.searchParams.set('code', code.code)
  return back.href
}

/** GET /: the page on which an agent lets an app in; without a question only a sign. */
export function authorize(account: Account, request: Request, response: Response): void {
  const query = new URL(request.originalUrl, 'http://localhost').searchParams
  if (!query.has('response_type') && !query.has('client_id')) {
    response.send(
      page('Accounts, simulated', '<p>This is the simulated LiveChat. <a href="/sim">The agent page</a></p>'),
    )
    return
  }
  const asked = askedBy(account, query)
  if ('wrong' in asked) {
    const { status, body } = oauthError('invalid_request', 'This app cannot be let in', asked.wrong).refusal
    response.status(status).json(body)
    return
  }
  const people = account.state.agents.filter((agent) => !agent.bot)
  const options = people.map((one) => `<option value="${escaped(one.id)}">${escaped(one.name)}</option>`).join('')
  const scopes = asked.app.scopes.map((scope) => `<li>${escaped(scope)}</li>`).join('')
  const body = `<p><strong>${escaped(asked.app.name)}</strong> asks to be let in, and may then use:</p><ul>${scopes}</ul>
<form method="post" action="/consent"><input type="hidden" name="query" value="${escaped(query.toString())}" />
<label>You are <select name="agent">${options}</select></label>
<p><button name="choice" value="allow" class="primary">Allow access</button> <button name="choice" value="deny">Deny</button></p></form>`
  response.send(page('Let an app in', body))
}

/** POST /consent: what the page's form sends. */
export function decided(account: Account, request: Request, response: Response): void {
  const { query, agent: id, choice } = request.body as { query: string; agent: string; choice: string }
  const asked = askedBy(account, new URLSearchParams(query))
  const agent = account.agent(id ?? '')
  if ('wrong' in asked || !agent) response.status(400).send('The question is not known any more')
  else response.redirect(302, decide(account, asked, agent, choice === 'deny'))
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>${title}</title><link rel="stylesheet" href="/sim/page.css" /><link rel="stylesheet" href="/sim/look.css" /></head><body class="sheet"><main class="consent"><h1>${title}</h1>${body}</main></body></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
