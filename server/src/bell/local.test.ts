import { describe } from 'vitest'
import { bellConformance } from './conformance.ts'
import { createLocalBell } from './local.ts'

describe('the bell of one process', () => {
  bellConformance(async () => createLocalBell())
})
