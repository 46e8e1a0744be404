/**
 * Organizations and users, and the numeric and node ids of everything at the forge.
 */
@NullMarked
package dev.millrace.simulator.account;

import org.jspecify.annotations.NullMarked;
