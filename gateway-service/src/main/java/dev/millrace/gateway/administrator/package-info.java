/**
 * The administrator, who may create teams: one token, created at the first start or by a command.
 */
@NullMarked
package dev.millrace.gateway.administrator;

import org.jspecify.annotations.NullMarked;
