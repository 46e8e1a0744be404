/** Settings, Integrations: the App at GitHub, its installations, and how programs report events. */
@NullMarked
package dev.millrace.gateway.dashboard.integration;

import org.jspecify.annotations.NullMarked;
