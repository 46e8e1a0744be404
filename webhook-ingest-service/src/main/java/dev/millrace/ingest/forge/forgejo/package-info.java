/** The meaning of Forgejo's payloads, which are Gitea's. */
@NullMarked
package dev.millrace.ingest.forge.forgejo;

import org.jspecify.annotations.NullMarked;
