/** What the pages below {@code /ui/settings} share. */
@NullMarked
package dev.millrace.gateway.dashboard.settings;

import org.jspecify.annotations.NullMarked;
