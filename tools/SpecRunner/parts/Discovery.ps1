# The words of a spec file. In discovery the bodies of Describe and Context run and say which tests there are;
# the script blocks of setups and tests are only kept, to run later.

function Get-SpecRun {
    $script:Runs.Count -eq 0 ? $null : $script:Runs.Peek()
}

function New-SpecBlock {
    param([string] $Name, $Parent, [string[]] $Tag, [bool] $Skip, $Case)

    [pscustomobject]@{
        Kind        = 'Block'
        Name        = $Name
        # The names from the outermost block to this one; known once the names are filled in.
        Path        = ''
        Parent      = $Parent
        Tag         = $Tag
        # A block inside a skipped one is skipped.
        Skip        = $Skip -or ($null -ne $Parent -and $Parent.Skip)
        # What -ForEach gave, in an array of one; nothing where there was no -ForEach.
        Case        = $Case
        Items       = [System.Collections.Generic.List[object]]::new()
        BeforeAll   = $null
        BeforeEach  = $null
        AfterEach   = $null
        AfterAll    = $null
        # Some test in it is to run.
        Active      = $false
        ErrorRecord = [System.Collections.Generic.List[object]]::new()
    }
}

function Describe {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [scriptblock] $Fixture,
        [Alias('Tags')] [string[]] $Tag = @(),
        [switch] $Skip,
        [Alias('ForEach')] $Case,
        [switch] $AllowNullOrEmptyForEach
    )

    Add-Block 'Describe' $Name $Fixture $Tag $Skip.IsPresent (Get-Case $PSBoundParameters)
}

function Context {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [scriptblock] $Fixture,
        [Alias('Tags')] [string[]] $Tag = @(),
        [switch] $Skip,
        [Alias('ForEach')] $Case,
        [switch] $AllowNullOrEmptyForEach
    )

    Add-Block 'Context' $Name $Fixture $Tag $Skip.IsPresent (Get-Case $PSBoundParameters)
}

function It {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [scriptblock] $Test,
        [Alias('Tags')] [string[]] $Tag = @(),
        [switch] $Skip,
        [Alias('ForEach', 'TestCases')] $Case,
        [switch] $AllowNullOrEmptyForEach
    )

    $run = Assert-Discovery 'It'
    if ($null -eq $Test) { throw [ArgumentException]::new("It '$Name' has no script block. Is its opening brace on the next line?") }
    foreach ($one in (Get-Case $PSBoundParameters)) {
        $run.Block.Items.Add([pscustomobject]@{
                Kind        = 'Test'
                Name        = $Name
                Path        = ''
                File        = $run.File
                Parent      = $run.Block
                ScriptBlock = $Test
                Tag         = $Tag
                Skip        = $Skip.IsPresent -or $run.Block.Skip
                Case        = $one
                Result      = 'NotRun'
                Because     = ''
                Duration    = [timespan]::Zero
                ErrorRecord = [System.Collections.Generic.List[object]]::new()
            })
    }
}

function BeforeDiscovery {
    param([Parameter(Mandatory, Position = 0)] [scriptblock] $ScriptBlock)

    $null = Assert-Discovery 'BeforeDiscovery'
    . $ScriptBlock
}

function BeforeAll {
    param([Parameter(Mandatory, Position = 0)] [scriptblock] $Scriptblock)
    Set-Setup 'BeforeAll' $Scriptblock
}

function BeforeEach {
    param([Parameter(Mandatory, Position = 0)] [scriptblock] $Scriptblock)
    Set-Setup 'BeforeEach' $Scriptblock
}

function AfterEach {
    param([Parameter(Mandatory, Position = 0)] [scriptblock] $Scriptblock)
    Set-Setup 'AfterEach' $Scriptblock
}

function AfterAll {
    param([Parameter(Mandatory, Position = 0)] [scriptblock] $Scriptblock)
    Set-Setup 'AfterAll' $Scriptblock
}

function Mock { throw [NotSupportedException]::new('Mock needs Pester; the stand-in does not know it. Install Pester, or test without mocks.') }

function InModuleScope { throw [NotSupportedException]::new('InModuleScope needs Pester; the stand-in does not know it. Test what the module exports.') }

function Assert-Discovery {
    param([string] $Word)

    $run = Get-SpecRun
    if ($null -eq $run) { throw [InvalidOperationException]::new("$Word is a word of spec files; run them with Invoke-Spec.") }
    if ($run.Phase -ne 'Discovery') { throw [InvalidOperationException]::new("$Word cannot stand inside It or a setup block.") }
    $run
}

function Set-Setup {
    param([string] $Kind, [scriptblock] $ScriptBlock)

    $block = (Assert-Discovery $Kind).Block
    if ($null -ne $block.$Kind) { throw [InvalidOperationException]::new("$Kind is already defined in this block.") }
    $block.$Kind = $ScriptBlock
}

# The cases of -ForEach, each in an array of one; a block without -ForEach has one case, null.
function Get-Case {
    param($Bound)

    if (-not $Bound.ContainsKey('Case')) { return , @(, $null) }
    $cases = @(foreach ($value in $Bound.Case) { , @(, $value) })
    if ($cases.Count -eq 0 -and -not $Bound.AllowNullOrEmptyForEach) {
        throw [ArgumentException]::new("-ForEach of '$($Bound.Name)' is empty: it would silently test nothing.")
    }
    , $cases
}

function Add-Block {
    param([string] $Word, [string] $Name, [scriptblock] $Fixture, [string[]] $Tag, [bool] $Skip, $Cases)

    $run = Assert-Discovery $Word
    if ($null -eq $Fixture) { throw [ArgumentException]::new("$Word '$Name' has no script block. Is its opening brace on the next line?") }
    $parent = $run.Block
    foreach ($case in $Cases) {
        $block = New-SpecBlock $Name $parent $Tag $Skip $case
        $parent.Items.Add($block)
        $run.Block = $block
        try {
            Invoke-InNewScope $run {
                Set-CaseVariable $run $block.Case
                Invoke-UserBlock $Fixture
            }
        }
        finally {
            $run.Block = $parent
        }
    }
}
