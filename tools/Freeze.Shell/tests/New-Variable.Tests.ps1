Describe 'New-Variable' {
    It 'makes a variable' {
        New-Variable specNew 3
        $specNew | Should -Be 3
    }

    It 'makes one without a value' {
        New-Variable specEmpty
        (Get-Variable specEmpty).Value | Should -Be $null
    }

    It 'replaces one only by force' {
        $specOld = 1
        New-Variable specOld 2 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].Exception.Message | Should -Be "A variable with name 'specOld' already exists."
        $problem[0].FullyQualifiedErrorId | Should -Be 'VariableAlreadyExists,Microsoft.PowerShell.Commands.NewVariableCommand'
        $specOld | Should -Be 1
        New-Variable specOld 2 -Force
        $specOld | Should -Be 2
    }

    It 'covers one of an outer scope' {
        $specOuter = 1
        & { New-Variable specOuter 2; $specOuter } | Should -Be 2
        $specOuter | Should -Be 1
    }

    It 'makes one in a given scope' {
        & { New-Variable specGiven 5 -Scope 1 }
        $specGiven | Should -Be 5
    }

    It 'keeps options and description, and hands the variable on when asked' {
        New-Variable specQuiet 1 | Should -BeNullOrEmpty
        $variable = New-Variable specShown 1 -Option ReadOnly -Description 'for the spec' -PassThru
        $variable.Options | Should -Be 'ReadOnly'
        $variable.Description | Should -Be 'for the spec'
        $failed = try { $specShown = 2; $false } catch { $_.FullyQualifiedErrorId }
        $failed | Should -Be 'VariableNotWritable'
        Remove-Variable specShown -Force
    }

    It 'takes the name from a property' {
        [pscustomobject]@{ Name = 'specProperty' } | New-Variable -Value 7
        $specProperty | Should -Be 7
    }
}
