package dev.kiseki.event.catalog;

import dev.kiseki.event.Header;

/** What one record on catalog-events says. */
public record CatalogEvent(Header header, CatalogProposal proposal) {}
