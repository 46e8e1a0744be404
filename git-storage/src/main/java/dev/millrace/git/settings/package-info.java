/** What teams choose for their repositories, and which mirrors are frozen. Tables: {@code git.team_settings}, {@code git.frozen_mirror}. */
@NullMarked
package dev.millrace.git.settings;

import org.jspecify.annotations.NullMarked;
