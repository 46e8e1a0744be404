/** The requests that the REST API received, for tests that compare them with GitHub's description. */
@NullMarked
package dev.millrace.simulator.requests;

import org.jspecify.annotations.NullMarked;
