/**
 * The parts of the platform: its folder, its keys, its settings, and the processes with their order. All configuration
 * that a service gets is passed to it here, through its environment.
 */
@NullMarked
package dev.millrace.standalone.platform;

import org.jspecify.annotations.NullMarked;
