Describe 'Clear-Variable' {
    It 'takes the value and leaves the variable' {
        $specA = $specB = 1
        Clear-Variable specA, specB
        $specA | Should -Be $null
        (Get-Variable spec[AB]).Name | Should -Be 'specA', 'specB'
    }

    It 'clears by pattern' {
        $specA = $specB = 1
        Clear-Variable spec[AB] -Exclude specB
        $specA | Should -Be $null
        $specB | Should -Be 1
    }

    It 'leaves a variable of an outer scope as it is, unless told otherwise' {
        $specOuter = 1
        & { Clear-Variable specOuter; $null -eq $specOuter } | Should -BeTrue
        $specOuter | Should -Be 1
        & { Clear-Variable specOuter -Scope 1 }
        $specOuter | Should -Be $null
    }

    It 'hands on the variable when asked' {
        $specPass = 1
        (Clear-Variable specPass -PassThru).Name | Should -Be 'specPass'
    }

    It 'clears a read-only variable only by force' {
        Set-Variable specFixed 1 -Option ReadOnly
        Clear-Variable specFixed -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'VariableNotWritable,Microsoft.PowerShell.Commands.ClearVariableCommand'
        Clear-Variable specFixed -Force
        $specFixed | Should -Be $null
        (Get-Variable specFixed).Options | Should -Be 'ReadOnly'
        Remove-Variable specFixed -Force
    }

    It 'says that there is none' {
        { Clear-Variable specNone -ErrorAction Stop } | Should -Throw -ErrorId 'VariableNotFound,Microsoft.PowerShell.Commands.ClearVariableCommand'
    }
}
