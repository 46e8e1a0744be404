/**
 * The pages of repositories: how current each mirror is, and what is in it.
 */
@NullMarked
package dev.millrace.gateway.dashboard.repository;

import org.jspecify.annotations.NullMarked;
