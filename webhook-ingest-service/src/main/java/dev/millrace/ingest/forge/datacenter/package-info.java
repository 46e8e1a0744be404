/** The meaning of Bitbucket Data Center's payloads ("Event payload" in its documentation). */
@NullMarked
package dev.millrace.ingest.forge.datacenter;

import org.jspecify.annotations.NullMarked;
