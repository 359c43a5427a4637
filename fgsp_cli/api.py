'''The public Python API. The command line calls nothing else.

A name is imported when it is first used. Nothing prints, and nothing ends the process. Every error is an `FgspError`
with the exit code that the command line would end with.

The examples below are run by the tests. They run in a folder that holds an intent, `edge.yaml`, and `inventory`, the
inventory of two running lab units.

**Intent and state.** `load_intent` reads and checks a file: an `Intent`. Its `states` are what each unit should hold:

    >>> from fgsp_cli.api import load_intent, render
    >>> intent = load_intent("edge.yaml")
    >>> wanted = intent.states()["fgt-a"]
    >>> str(wanted.fortios)
    '7.4.4'

`render` writes the CLI for a release; RenderError if the release cannot express it:

    >>> print(render(wanted, "7.4.4"))
    # FGSP, for FortiOS 7.4.4
    config system standalone-cluster
        config cluster-peer
            edit 2
                set peerip 10.10.10.2
            next
        end
    end
    <BLANKLINE>

`read_config` reads a backup or the output of `show`; ConfigTextError if it is cut off:

    >>> from fgsp_cli.api import read_config
    >>> text = """config system standalone-cluster
    ...     config cluster-peer
    ...         edit 1
    ...             set peerip 10.10.10.2
    ...             set hb-interval 5
    ...         next
    ...     end
    ... end
    ... """
    >>> running = read_config(text, "7.4.4")

`compare` gives every `Change` that makes one state of another, and `render_changes` the CLI for them:

    >>> from fgsp_cli.api import compare, render_changes
    >>> changes = compare(running, wanted)
    >>> [str(change.action) for change in changes]
    ['unset']
    >>> print(render_changes(changes, "7.4.4"))
    config system standalone-cluster
        config cluster-peer
            edit 1
                unset hb-interval
            next
        end
    end
    <BLANKLINE>

`lint` gives each `Finding` of the rules about the states of some units:

    >>> from fgsp_cli.api import lint
    >>> sorted({finding.rule for finding in lint({"fgt-a": running, "fgt-b": running})})
    ['group-id-equal', 'member-id-unique', 'pickup-off']

`Interpreter` does with a line of CLI what FortiOS does; it returns the answer of the unit:

    >>> from fgsp_cli.api import Interpreter
    >>> unit = Interpreter("7.4.4")
    >>> unit.execute("config system standalone-cluster")
    ''

**Units.** `load_inventory` reads which units there are and how to log in to them. `plan` shows what a push would
change:

    >>> from fgsp_cli.api import audit, load_inventory, plan, push, recover, rollback
    >>> inventory = load_inventory("inventory")
    >>> results = plan(intent, inventory)
    >>> {name: str(outcome.status) for name, outcome in results.devices.items()}
    {'fgt-a': 'drift', 'fgt-b': 'drift'}
    >>> results.exit_code()
    2

`push` makes the changes. Each cluster is one transaction; `PushOptions` says what it may do:

    >>> from fgsp_cli.api import PushOptions
    >>> pushed = push(intent, inventory, PushOptions(limit=("edge",)))
    >>> pushed.exit_code()
    0

`audit` compares what units run, or their backups, with the intent:

    >>> str(audit(intent, inventory).devices["fgt-a"].status)
    'in_sync'

`recover` finishes or undoes what a killed push left. `rollback` undoes a run:

    >>> recover(pushed.run, inventory).exit_code()
    0
    >>> {name: str(outcome.status) for name, outcome in rollback(pushed.run, inventory).devices.items()}
    {'fgt-a': 'rolled_back', 'fgt-b': 'rolled_back'}

A `Reporter` is passed to any of these to follow the work. It gets an `Event` for each step:

    >>> class Printer:
    ...     def emit(self, event):
    ...         print(event.device, event.phase)
    >>> _ = audit(intent, inventory, Printer(), limit=["fgt-a"])
    fgt-a connect
    fgt-a read

**Types.** What a verb returns is `Results`: an `Outcome` for each unit, with its `Status`, each `Change` (an `Action`
and its `Effect` at a `Path`) and the `Value` before and after; of an audit also `About`, the `BackupList` of
`BackupUse`, and the links: `Linked`, `Link`, `LinkState`, `Way`. A `DeviceState` has each `Block` and `Table` of a unit
at its `Release`, and the `Node` and `Setting` of what it does not interpret. `Facts` with each `Interface` say what a
unit is. A `Finding` has a `Level`; a `Cluster` of `Member` says what `lint` compares. An `Inventory` has a `Target` for
each unit, with its `Deadlines`. A `Secret` never prints its value and a `SecretRef` says where it is. A state holds a
`ReferenceName`, or the `ShownSecret` that was read from a unit; a `SecretState` says whether there is one. `Confirm` is
asked before a push changes anything, a `RunFolder` is where it keeps its record, `Times` measures an audit, `Style` is
how CLI is written, `Phase` is a step in an `Event`, and `SilentReporter` drops them.

**Errors.** `FgspError` is the family. `UsageError` (64) is for options that contradict each other; `InputError` (65),
with `IntentError`, `InventoryError`, `ConfigTextError` and `SecretError`, for files, with each `Problem` at its
`Position`. `UnitError` is for one unit: `Unreachable`, `HostKeyError`, `LoginRefused`, `SessionLost`, `LineRefused`,
`UnexpectedQuestion`, `ReadLimit`, `Unattributed`, `Undecided`. The others are `CheckRefused`, `RenderError`,
`ArchiveError`, `Interrupted` and `NeedsPerson`.
'''

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face("fgsp_cli", __file__)
