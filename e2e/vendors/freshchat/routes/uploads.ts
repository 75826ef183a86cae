import type { Upload } from '../../body.ts'
import type { Call } from '../call.ts'
import type { Reply } from '../reply.ts'
import { invalid, made } from '../reply.ts'
import { keepFile } from '../stored-files.ts'

/** 25 MB a file (contract 2.5). */
const largest = 25 * 1024 * 1024

export function uploadImage(call: Call): Reply {
  const upload = theOnly(call, 'image')
  if ('status' in upload) return upload
  if (!upload.type.startsWith('image/')) {
    call.breach('the field "image" holds no image')
    return invalid('The upload is not an image')
  }
  const { url } = keepFile(call.account, { ...upload, image: true })
  return made({ url, content_type: upload.type })
}

export function uploadFile(call: Call): Reply {
  const upload = theOnly(call, 'file')
  if ('status' in upload) return upload
  const { hash } = keepFile(call.account, { ...upload, image: false })
  const dot = upload.name.lastIndexOf('.')
  return made({
    file_name: upload.name,
    file_size: upload.bytes.length,
    file_content_type: upload.type,
    file_extension_type: dot > 0 ? upload.name.slice(dot + 1) : '',
    file_hash: hash,
    file_security_status: securityOf(call),
  })
}

function securityOf(call: Call): string {
  if (call.take('fileRejected')) return 'INFECTED_FILE'
  return call.take('filePending') ? 'AV_PENDING' : 'SAFE_FILE'
}

function theOnly(call: Call, field: string): Upload | Reply {
  const entries = [...(call.uploads ?? [])]
  const extra = entries.find(([name]) => name !== field)
  if (extra) call.breach(`${extra[0]} is not a field of this upload`)
  const upload = entries.find(([name]) => name === field)?.[1]
  if (!upload) {
    call.breach(`an upload wants multipart/form-data with the file in the field "${field}"`)
    return invalid(`The field ${field} is required`)
  }
  if (upload.bytes.length > largest) return invalid('The file is larger than 25 MB')
  return upload
}
