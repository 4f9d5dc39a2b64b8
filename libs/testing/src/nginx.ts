import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The arguments with which nginx serves this as one process that writes nowhere but to the folder; `http` is what stands within `http { … }`. */
export function nginxArguments(folder: string, http: string): readonly string[] {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, `${user} daemon off; master_process off; pid ${folder}/pid; error_log stderr error; events {} http { access_log off; ${temporary.join(' ')} ${http} }`);
  return ['-p', folder, '-e', 'stderr', '-c', configuration];
}
