/**
 * Git over smart HTTP and the repository API. In: clones, fetches and pushes of real Git clients with a JWT as password
 * (package {@code transport}, which delegates to {@code fetch} and {@code push}), and JSON calls of SDKs and of our own
 * services (packages {@code catalog} and {@code content}). Out: packs, and, through git-storage, events on {@code
 * git.updates} for every ref that a push moved and every repository that is deleted. Tables: schema {@code git}, which
 * belongs to git-storage.
 */
@NullMarked
package dev.millrace.githttp;

import org.jspecify.annotations.NullMarked;
