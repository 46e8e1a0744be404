/**
 * What one hostile caller can do to everyone else: attacks and malformed requests on every public route, while the calls of
 * another team are measured and every process is watched.
 */
@NullMarked
package dev.millrace.bench.abuse;

import org.jspecify.annotations.NullMarked;
