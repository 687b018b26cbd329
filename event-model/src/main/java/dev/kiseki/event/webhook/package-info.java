/**
 * Webhooks and what they still have to deliver. In: changes of webhooks, and changes of the
 * registry that were applied. Out: the next webhooks and a verdict. Pure, a part of the catalog's
 * fold, so that what is due survives whoever delivers it.
 */
package dev.kiseki.event.webhook;
