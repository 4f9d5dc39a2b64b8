import { applyDecorators } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { markOAuth } from '../openapi/marks.js';
import { oauthRoute } from './body-reading.js';

/** A route for OAuth clients: it takes a form, and its errors are `{error, error_description}` (RFC 6749 sections 3.2 and 5.2), whatever part of it fails. */
export const OAuth = (): MethodDecorator => applyDecorators(oauthRoute(), markOAuth(), ApiConsumes('application/x-www-form-urlencoded'));
