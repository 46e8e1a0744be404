/**
 * The pages of insights: what insights-service computed, as numbers, as series, and with what is behind each number.
 */
@NullMarked
package dev.millrace.gateway.dashboard.insight;

import org.jspecify.annotations.NullMarked;
