/** The verification of a run: who reads what, and what senders' and readers' reports prove. */
@NullMarked
package klt.controller.core.audit;

import org.jspecify.annotations.NullMarked;
