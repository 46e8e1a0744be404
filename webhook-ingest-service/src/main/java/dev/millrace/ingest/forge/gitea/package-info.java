/** The meaning of Gitea's payloads, which resemble GitHub's. Forgejo has the same ones under its own headers. */
@NullMarked
package dev.millrace.ingest.forge.gitea;

import org.jspecify.annotations.NullMarked;
