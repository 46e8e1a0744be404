/** The meaning of Bitbucket Cloud's payloads ("Event payloads" in its documentation). */
@NullMarked
package dev.millrace.ingest.forge.bitbucket;

import org.jspecify.annotations.NullMarked;
