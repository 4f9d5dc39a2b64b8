import type { Catalogue } from '@latchkey/access';
import { Answers, Requires } from '@latchkey/runtime';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { catalogueExample, catalogueView, viewCatalogue } from './view-catalogue.js';
import type { CatalogueView } from './view-catalogue.js';

@ApiTags('roles')
@Controller('roles')
export class ListRolesController {
  constructor(@Inject(CATALOGUE) private readonly catalogue: Catalogue) {}

  @Get()
  @Requires('token:read')
  @Answers(200, catalogueView, 'The roles, scopes and permissions of this deployment.', { example: catalogueExample })
  list(): CatalogueView {
    return viewCatalogue(this.catalogue);
  }
}
