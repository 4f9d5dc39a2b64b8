import { defaultCatalogue, parseCatalogue } from '@latchkey/access';
import { jsonFile } from '@latchkey/runtime';

/** Read with the environment, so that no service starts on half a catalogue. */
export const catalogueEnv = {
  CATALOGUE: jsonFile(parseCatalogue, defaultCatalogue, reasonOf)
    .describe('path of a JSON file with further permissions and roles'),
};

/** Faults of a catalogue are in our own words, and so is a file that cannot be read in the system's. */
function reasonOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error);
}
