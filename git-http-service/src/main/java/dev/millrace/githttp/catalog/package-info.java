/**
 * The life of a repository over JSON: make one (empty, following a forge, importing, or as a fork), look it up, list, ask for
 * a sync, detach, delete. Syncs themselves are the sync worker's, told through the outbox.
 */
@NullMarked
package dev.millrace.githttp.catalog;

import org.jspecify.annotations.NullMarked;
