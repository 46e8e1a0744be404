/** The page that shows all components of the dashboard, with which every other page is made. */
@NullMarked
package dev.millrace.gateway.dashboard.design;

import org.jspecify.annotations.NullMarked;
