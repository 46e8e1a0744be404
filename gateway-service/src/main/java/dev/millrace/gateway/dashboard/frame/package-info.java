/**
 * What every page of the dashboard has: its frame with navigation and team switcher, the components, the files that pages load, and
 * the calls of the API by which a page gets what it shows.
 */
@NullMarked
package dev.millrace.gateway.dashboard.frame;

import org.jspecify.annotations.NullMarked;
