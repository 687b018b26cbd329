/**
 * Ids and small enumerations as types, with their text forms. In: text from requests and records.
 * Out: values that can't be mixed up. Knows nothing else of Kiseki.
 */
package dev.kiseki.event.id;
