/**
 * Where our App is installed at a forge, and which team each account belongs to.
 */
@NullMarked
package dev.millrace.gateway.installation;

import org.jspecify.annotations.NullMarked;
