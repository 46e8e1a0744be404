/**
 * Where our App is installed at a forge, which team each account belongs to, and which of its repositories the team wants to
 * have mirrored.
 *
 * <p>Two sources report installations: webhooks, which may be lost, late or out of order, and the forge's own list, which
 * {@code CheckInstallations} reads periodically. Both become the same events. Which of two
 * reports counts is decided by the forge's time of what they report ({@code Reports}), never
 * by the order of their arrival.
 */
@NullMarked
package dev.millrace.gateway.installation;

import org.jspecify.annotations.NullMarked;
