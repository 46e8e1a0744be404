/**
 * The life of a repository over JSON: create one (empty, following a forge, importing, or as a fork), look it up, list,
 * request a sync, detach, delete. The sync worker runs the syncs themselves; requests reach it through the outbox.
 */
@NullMarked
package dev.millrace.githttp.catalog;

import org.jspecify.annotations.NullMarked;
