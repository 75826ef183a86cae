import base from './style/base.css?inline'
import composer from './style/composer.css?inline'
import header from './style/header.css?inline'
import launcher from './style/launcher.css?inline'
import log from './style/log.css?inline'
import message from './style/message.css?inline'
import panel from './style/panel.css?inline'
import parts from './style/parts.css?inline'
import surroundings from './style/surroundings.css?inline'

/** Later ones win over earlier ones; what the visitor's device asks for wins over all. */
export const css = [base, launcher, panel, header, log, message, parts, composer, surroundings].join('')
