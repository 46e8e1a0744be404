/** Settings, Audit log: who changed what. */
@NullMarked
package dev.millrace.gateway.dashboard.audit;

import org.jspecify.annotations.NullMarked;
