import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createDesk } from './desk.ts';

/** The desk as a program: `node stdio.ts [file of deeds] [terms]`. */

const [, , deeds, terms] = process.argv;
process.stderr.write('the desk has begun\n');
await createDesk({ ...(deeds ? { deeds } : {}), ...(terms ? { terms } : {}) }).connect(new StdioServerTransport());
