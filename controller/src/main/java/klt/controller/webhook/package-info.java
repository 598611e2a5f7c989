/** Delivers notices to a webhook. */
@NullMarked
package klt.controller.webhook;

import org.jspecify.annotations.NullMarked;
