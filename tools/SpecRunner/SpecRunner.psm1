# A small stand-in for Pester: runs *.Tests.ps1 files on machines that have PowerShell's engine but not Pester.
#
# It knows the part of Pester 5 and 6 that the specs of this repository use, with the same meaning: discovery and run as
# two phases, the scopes of BeforeAll/BeforeEach/It, -ForEach, <name> templates, -Skip, -Tag, Set-ItResult, TestDrive and
# the classic Should operators. A spec that passes in one must pass in the other. Mock and InModuleScope are refused.
#
# It calls .NET and the engine's core cmdlets only, because it also runs where the everyday cmdlets are few.

# A fault of the runner itself must end the run, never leave a shorter one that looks passed.
$ErrorActionPreference = 'Stop'

foreach ($part in 'Values', 'Assertions', 'Should', 'Discovery', 'TestDrive', 'Run', 'Report', 'Invoke') {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'parts', "$part.ps1"))
}

# The run in progress; a stack, because a spec about this runner runs it inside itself.
$script:Runs = [System.Collections.Generic.Stack[object]]::new()

Export-ModuleMember -Function @(
    'Invoke-Spec', 'Describe', 'Context', 'It', 'BeforeDiscovery', 'BeforeAll', 'BeforeEach', 'AfterEach', 'AfterAll'
    'Should', 'Set-ItResult', 'Mock', 'InModuleScope'
)
