import { Refuses, runtimeErrors } from '@latchkey/runtime';

/** For a route that is no `GET` and takes no body: one that comes all the same is read, and has to be JSON. */
export const ReadsNoBody = (): MethodDecorator => Refuses(runtimeErrors, 'invalid_json', 'body_too_large', 'unsupported_media_type');
