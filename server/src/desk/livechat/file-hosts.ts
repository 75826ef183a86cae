/** The vendor's own domains; what people attach is at cdn.livechat-files.com (vendors/livechat.md §1.1). */
const domains = ['livechat-files.com', 'livechatinc.com', 'livechat.com', 'text.com']

/** Whether Baton may fetch what is there, and keep it: a file of LiveChat's own, and of nobody whom an agent or a bot named. */
export type Keeps = (url: string) => boolean

/** `apiUrl`: the API's own host counts too, since a simulated desk keeps its files itself. */
export function fileHosts({ apiUrl }: { apiUrl: string }): Keeps {
  const own = URL.parse(apiUrl)?.origin
  return (given) => {
    const url = URL.parse(given)
    if (url === null || `${url.username}${url.password}` !== '') return false
    if (url.origin === own) return true
    const { protocol, hostname, port } = url
    return (
      protocol === 'https:' && port === '' && domains.some((one) => hostname === one || hostname.endsWith(`.${one}`))
    )
  }
}

export const keepsNothing: Keeps = () => false
