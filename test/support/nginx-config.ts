import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Place {
  readonly dir: string
  readonly port: number
}

export function configOf({ dir }: Place): string {
  return join(dir, 'nginx.conf')
}

/** Writes a configuration with which it has two workers and gives one answer, to an address of its own. */
export function configure(at: Place, answer: string): void {
  const { dir, port } = at
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const config = `
    worker_processes 2;
    error_log stderr;
    pid ${dir}/pid;
    events {}
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${dir}/${kind};`).join('\n')}
      server { listen 127.0.0.1:${port}; return 200 ${answer}; }
    }`
  writeFileSync(configOf(at), config)
}
