"""fgsp: FortiGate session synchronisation clusters (FGSP), rendered, pushed and audited from one intent."""
