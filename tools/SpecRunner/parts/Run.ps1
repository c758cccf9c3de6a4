# Running what discovery found. Scopes nest as the blocks do: BeforeAll lives in its block's scope, each test in a child of
# it, together with its BeforeEach and AfterEach.

# Opens a scope of the session state that the specs belong to, and runs this module's code while it is the current one:
# what is dot-sourced meanwhile lands in it.
function Invoke-InNewScope {
    param($Run, [scriptblock] $Body)

    & $Run.NewScope $Body
}

# A stray break or continue in a spec ends this loop, not the runner's. Output of specs is dropped, as Pester does.
function Invoke-UserBlock {
    param([scriptblock] $Block)

    if ($null -eq $Block) { return }
    do { $null = . $Block } until ($true)
}

function Set-CaseVariable {
    param($Run, $Case)

    if ($null -eq $Case) { return }
    $value = $Case[0]
    $variables = $Run.SessionState.PSVariable
    $variables.Set('_', $value)
    if ($value -is [System.Collections.IDictionary]) {
        foreach ($key in @($value.Keys)) { $variables.Set([string]$key, $value[$key]) }
    }
}

# Which tests run: those that a tag asks for (their own, or a block's around them) and none that a tag excludes.
function Select-Test {
    param($Run, $Block, [bool] $Included)

    if (Test-Tag $Block.Tag $Run.ExcludeTag) { return }
    $Included = $Included -or (Test-Tag $Block.Tag $Run.Tag)
    foreach ($item in $Block.Items) {
        if ($item.Kind -eq 'Block') {
            Select-Test $Run $item $Included
            $Block.Active = $Block.Active -or $item.Active
            continue
        }
        if ((Test-Tag $item.Tag $Run.ExcludeTag) -or -not ($Included -or (Test-Tag $item.Tag $Run.Tag))) { continue }
        $item.Result = $item.Skip ? 'Skipped' : 'Selected'
        $Block.Active = $Block.Active -or -not $item.Skip
    }
}

function Test-Tag {
    param([string[]] $Tag, [string[]] $Wanted)

    foreach ($pattern in $Wanted) {
        foreach ($one in $Tag) { if ($one -like $pattern) { return $true } }
    }
    $false
}

function Invoke-Block {
    param($Run, $Block, [int] $Depth)

    $kept = Get-TestDriveContent $Run.TestDrive
    Invoke-InNewScope $Run {
        Set-CaseVariable $Run $Block.Case
        # A block without a test to run needs no setup.
        $ready = -not $Block.Active -or (Invoke-Setup $Run $Block 'BeforeAll')
        Expand-Name $Run $Block
        Write-BlockStart $Run $Block $Depth
        foreach ($item in $Block.Items) {
            if (-not $ready) { Set-Failed $Run $item $Block.ErrorRecord }
            elseif ($item.Kind -eq 'Block') { Invoke-Block $Run $item ($Depth + 1) }
            elseif ($item.Result -eq 'Selected') { Invoke-Test $Run $item }
            elseif ($item.Result -eq 'Skipped') { Invoke-InNewScope $Run { Set-CaseVariable $Run $item.Case; Expand-Name $Run $item } }
            if ($ready -and $item.Kind -eq 'Test') { Complete-Test $Run $item $Depth }
        }
        if ($Block.Active) { $null = Invoke-Setup $Run $Block 'AfterAll' }
    }
    Restore-TestDrive $Run.TestDrive $kept
}

# BeforeAll or AfterAll of a block. Its error is the block's.
function Invoke-Setup {
    param($Run, $Block, [string] $Kind)

    try {
        Invoke-UserBlock $Block.$Kind
        $true
    }
    catch {
        $Block.ErrorRecord.Add($_)
        $Run.Result.FailedBlocks++
        Write-BlockFailure $Run $Block $Kind $_
        $false
    }
}

# Everything to run in a block whose BeforeAll failed: it never runs, and carries that error.
function Set-Failed {
    param($Run, $Item, $Failure)

    Invoke-InNewScope $Run { Set-CaseVariable $Run $Item.Case; Expand-Name $Run $Item }
    if ($Item.Kind -eq 'Block') {
        foreach ($inner in $Item.Items) { Set-Failed $Run $inner $Failure }
        return
    }
    if ($Item.Result -eq 'Selected') {
        $Item.Result = 'Failed'
        $Item.ErrorRecord.AddRange($Failure)
    }
    Complete-Test $Run $Item 0
}

function Invoke-Test {
    param($Run, $Test)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $blocks = @(Get-BlockChain $Test.Parent)
    $Run.Test = $Test
    Invoke-InNewScope $Run {
        try {
            Set-CaseVariable $Run $Test.Case
            foreach ($block in $blocks) { Invoke-UserBlock $block.BeforeEach }
            Expand-Name $Run $Test
            Invoke-UserBlock $Test.ScriptBlock
        }
        catch {
            $Test.ErrorRecord.Add($_)
            if ($Test.Path.Length -eq 0) { Expand-Name $Run $Test }
        }
        for ($i = $blocks.Count - 1; $i -ge 0; $i--) {
            try {
                Invoke-UserBlock $blocks[$i].AfterEach
            }
            catch {
                $Test.ErrorRecord.Add($_)
            }
        }
    }
    $Run.Test = $null
    $Test.Duration = $watch.Elapsed
    $Test.Result = Get-TestResult $Test
}

# From the file's block to the test's own.
function Get-BlockChain {
    param($Block)

    if ($null -ne $Block.Parent) { Get-BlockChain $Block.Parent }
    $Block
}

function Get-TestResult {
    param($Test)

    if ($Test.ErrorRecord.Count -eq 0) { return 'Passed' }
    $first = $Test.ErrorRecord[0]
    if ($Test.ErrorRecord.Count -eq 1 -and $first.FullyQualifiedErrorId -in 'TestSkipped', 'TestInconclusive') {
        $Test.Because = $first.Exception.Message
        $Test.ErrorRecord.Clear()
        return $first.FullyQualifiedErrorId -eq 'TestSkipped' ? 'Skipped' : 'Inconclusive'
    }
    'Failed'
}

function Set-ItResult {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, ParameterSetName = 'Skipped')] [switch] $Skipped,
        [Parameter(Mandatory, ParameterSetName = 'Inconclusive')] [switch] $Inconclusive,
        [string] $Because
    )

    $reason = (Format-Reason $Because).TrimEnd(',')
    $message = "is $($PSCmdlet.ParameterSetName.ToLowerInvariant())$($reason ? ",$reason" : '')"
    throw [System.Management.Automation.ErrorRecord]::new([Exception]::new($message), "Test$($PSCmdlet.ParameterSetName)", 'NotSpecified', $null)
}

# Fills <name>, <_> and <name.Property> from the variables of the current scope; `<text`> stays <text>.
function Expand-Name {
    param($Run, $Item)

    if ($Item.Name.Contains('<')) {
        $Item.Name = [regex]::Replace($Item.Name, '`([<>])|<([^<>`]+)>', {
                param($match)
                if ($match.Groups[1].Success) { return $match.Groups[1].Value }
                Format-TemplateValue (Get-TemplateValue $Run $match.Groups[2].Value)
            })
    }
    # The block that stands for the file has no name.
    $parent = $Item.Parent
    $Item.Path = $null -eq $parent -or $parent.Path.Length -eq 0 ? $Item.Name : "$($parent.Path).$($Item.Name)"
}

function Get-TemplateValue {
    param($Run, [string] $Expression)

    $code = $Run.Module.NewBoundScriptBlock([scriptblock]::Create("`$$Expression"))
    . $code
}
