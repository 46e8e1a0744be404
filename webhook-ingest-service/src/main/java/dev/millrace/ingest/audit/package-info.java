/**
 * What administrators have this service do, for the audit log, which gateway-service keeps: an event on {@code platform.audit}
 * in the transaction of the effect, because the log is in another service's schema and must not depend on whether that service
 * is available.
 */
@NullMarked
package dev.millrace.ingest.audit;

import org.jspecify.annotations.NullMarked;
